import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Forbids imports that match the patterns: how the layers of docs/decisions.md are held apart. */
const noImport = (files, groups, extra = {}) => ({
  files,
  ...extra,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: groups.map(([group, message]) => ({ group, message })) },
    ],
  },
})

const supabaseJs = [['@supabase/*'], 'only electron/backend and electron/auth talk to Supabase']
const sqlite = [['libsql', 'libsql/*'], 'only electron/store touches the SQLite driver']
const features = ['queue', 'sessions', 'projects', 'sign-in', 'settings', 'outbox', 'review', 'insights', 'activity']

export default ts.config(
  { ignores: ['node_modules', 'out', 'dist', 'test-results', '.local'] },
  js.configs.recommended,
  ...ts.configs.strict,
  { languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['renderer/**/*.{ts,tsx}'], plugins: { 'react-hooks': hooks }, rules: hooks.configs.recommended.rules },
  { files: ['scripts/**/*.mjs', 'eslint.config.js'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },

  noImport(['contract/**/*.ts'], [
    [['*', '!zod', '!./*'], 'contract imports only zod and itself'],
  ]),
  noImport(['electron/**/*.ts'], [supabaseJs, sqlite, [['**/renderer/**'], 'main never imports the renderer']], {
    ignores: ['electron/backend/**', 'electron/auth/**', 'electron/store/**'],
  }),
  noImport(['electron/backend/**/*.ts', 'electron/auth/**/*.ts'], [
    sqlite,
    [['**/renderer/**'], 'main never imports the renderer'],
  ]),
  noImport(['electron/store/**/*.ts'], [
    supabaseJs,
    [['electron', 'electron/*'], 'the store runs in a worker thread and under plain Node'],
    [['../*', '!../../contract', '!../../contract/**', '!../../../contract', '!../../../contract/**', '!../store/**'], 'the store imports contract and itself'],
  ], { ignores: ['electron/store/*/**'] }),
  noImport(['electron/store/*/**/*.ts'], [
    supabaseJs,
    [['electron', 'electron/*'], 'the store runs in a worker thread and under plain Node'],
  ]),
  noImport(['renderer/**/*.{ts,tsx}'], [
    supabaseJs,
    sqlite,
    [['electron', '**/electron/**', 'node:*'], 'the renderer has no Node and no Electron'],
  ], { ignores: ['renderer/features/**'] }),
  ...features.map((feature) =>
    noImport([`renderer/features/${feature}/**/*.{ts,tsx}`], [
      supabaseJs,
      sqlite,
      [['electron', '**/electron/**', 'node:*'], 'the renderer has no Node and no Electron'],
      [
        features.filter((other) => other !== feature).flatMap((other) => [`**/features/${other}/**`, `../${other}/**`]),
        'a feature never imports another feature',
      ],
    ]),
  ),
)
