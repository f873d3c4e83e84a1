import { readdirSync } from 'node:fs'
import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Forbids imports whose path matches: how the layers of docs/decisions.md are held apart. */
const forbid = (files, rules, ignores = []) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': ['error', { patterns: rules.map(([regex, message]) => ({ regex, message })) }],
  },
})

const supabaseJs = ['^@supabase/', 'only electron/backend and electron/auth talk to Supabase']
const sqlite = ['^libsql', 'only electron/store touches the SQLite driver']
const renderer = ['/renderer/', 'main never imports the renderer']
const electron = ['^electron$|/electron/|^node:', 'the renderer has no Node and no Electron']
const storeAlone = [
  '^electron$|/(auth|backend|ipc|shell|sync)/|/(main|app)\\.ts$',
  'the store runs in a worker thread and under plain Node: it imports contract and itself',
]
const features = readdirSync(new URL('renderer/features', import.meta.url))

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

  forbid(['contract/**/*.ts'], [['^(?!zod$|\\./)', 'contract imports only zod and itself']]),
  forbid(['electron/**/*.ts'], [supabaseJs, sqlite, renderer], ['electron/{backend,auth,store}/**']),
  forbid(['electron/{desk,sync}/**/*.ts'], [supabaseJs, sqlite, renderer, ['^electron$', 'desk and sync run without Electron: what they need of it is handed to them']]),
  forbid(['electron/{backend,auth}/**/*.ts'], [sqlite, renderer]),
  forbid(['electron/store/**/*.ts'], [supabaseJs, renderer, storeAlone]),
  forbid(['renderer/**/*.{ts,tsx}'], [supabaseJs, sqlite, electron], ['renderer/features/**']),
  ...features.map((feature) =>
    forbid(
      [`renderer/features/${feature}/**/*.{ts,tsx}`],
      [
        supabaseJs,
        sqlite,
        electron,
        [`(^|/)(features|\\.\\.)/(${features.filter((other) => other !== feature).join('|')})/`, 'a feature never imports another feature'],
      ],
    ),
  ),
)
