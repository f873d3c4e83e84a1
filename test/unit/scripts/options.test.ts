import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { artifactName, packageOptions } from '../../../scripts/lib/package-options.mjs'
import { selectStages } from '../../../scripts/lib/stages.mjs'
import { startOptions } from '../../../scripts/lib/start-options.mjs'

const repository = join(import.meta.dirname, '../../..')

describe('npm start', () => {
  it('opens the demo on a profile in the checkout without options', () => {
    expect(startOptions([])).toEqual({ help: false, smoke: false, profile: join(repository, '.local', 'profile') })
  })

  it('takes a profile relative to where it is called', () => {
    expect(startOptions(['--profile', 'mine', '--smoke'], '/somewhere')).toMatchObject({ profile: '/somewhere/mine', smoke: true })
  })

  it('connects to a project with address and key', () => {
    expect(startOptions(['--url', 'https://x.example', '--key', 'sb_publishable_1']).connection).toEqual({
      url: 'https://x.example',
      key: 'sb_publishable_1',
    })
  })

  it.each([
    [['--frobnicate'], /Unknown option '--frobnicate'/],
    [['queue'], /Unexpected argument 'queue'/],
    [['--', 'queue'], /Unexpected: queue/],
    [['--profile'], /--profile/],
    [['--url', 'https://x.example'], /--url and --key go together/],
    [['--key', 'k'], /--url and --key go together/],
    [['--url', 'x.example', '--key', 'k'], /takes an http/],
    [['--url', 'https://x.example', '--key', ''], /--key is empty/],
  ])('refuses %j with the help', (argv, reason) => {
    expect(() => startOptions(argv)).toThrow(reason)
    expect(() => startOptions(argv)).toThrow(/Usage: npm start/)
  })
})

describe('npm run package', () => {
  it.each([['--publish'], ['--publish=always'], ['-p']])('refuses %s', (argument) => {
    expect(() => packageOptions([argument])).toThrow(/publishes nothing/)
  })

  it('marks what is made from the fallback', () => {
    const made = { version: '1.2.3', platform: 'linux', arch: 'x64' }
    expect(artifactName({ ...made, fallback: true })).toBe('countersign-1.2.3-linux-x64-testonly')
    expect(artifactName({ ...made, platform: 'darwin', fallback: false })).toBe('countersign-1.2.3-mac-x64')
  })
})

describe('npm test', () => {
  const names = (words: string[]) => selectStages(words).map((stage) => stage.name)

  it('runs every stage without names', () => {
    expect(names([])).toEqual(['check', 'unit', 'database', 'integration', 'build', 'e2e', 'package'])
  })

  it('adds what a stage needs and keeps the order', () => {
    expect(names(['e2e', 'check'])).toEqual(['check', 'build', 'e2e'])
    expect(names(['unit'])).toEqual(['unit'])
  })

  it('refuses an unknown stage', () => {
    expect(() => selectStages(['unit', 'units'])).toThrow(/no stage units/)
  })
})
