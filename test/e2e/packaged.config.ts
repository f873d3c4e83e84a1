import config from './playwright.config.ts'

/** The packaged app: `npm run package` first, then COUNTERSIGN_PACKAGED names its executable (scripts/lib/stages.mjs). */
export default { ...config, testMatch: 'packaged.app.ts', outputDir: '../../test-results/packaged' }
