import { expect, test } from 'vitest'
import type { ProjectSummary } from '../../../contract/projects.ts'
import { approvalRate, arranged } from '../../../renderer/features/projects/list.ts'
import { createWorld } from '../../support/renderer-mock/world.ts'

const [sample] = createWorld(1).projects
if (!sample) throw new Error('the mock has projects')
const project = (name: string, change: Partial<ProjectSummary> = {}): ProjectSummary => ({ ...sample, name, description: null, basket_name: name, ...change })
const names = (projects: readonly ProjectSummary[]) => projects.map(({ name }) => name)

test('all words are looked for, in name, description and basket, whatever their case', () => {
  const all = [project('Spring launch', { description: 'Post for finance leads' }), project('Pricing', { basket_name: 'Market' }), project('Élan')]
  const find = (text: string) => names(arranged(all, { text, sort: 'name', descending: false }))
  expect([find('LAUNCH finance'), find('market'), find('élan'), find('ELAN'), find('launch pricing'), find('  ')]).toEqual([['Spring launch'], ['Pricing'], ['Élan'], ['Élan'], [], ['Élan', 'Pricing', 'Spring launch']])
})

test('sorted by what was asked for, equal ones by name', () => {
  const all = [
    project('b', { pending_artifacts: 3, pending_checkpoints: 0, approved: 1, rejected: 3, last_activity_at: null }),
    project('a', { pending_artifacts: 3, pending_checkpoints: 0, approved: 0, rejected: 0, last_activity_at: '2026-11-02' }),
    project('c', { pending_artifacts: 0, pending_checkpoints: 9, approved: 9, rejected: 1, last_activity_at: '2026-11-24' }),
  ]
  expect(names(arranged(all, { text: '', sort: 'waiting', descending: true }))).toEqual(['c', 'a', 'b'])
  expect(names(arranged(all, { text: '', sort: 'approval', descending: true }))).toEqual(['c', 'b', 'a'])
  expect(names(arranged(all, { text: '', sort: 'activity', descending: false }))).toEqual(['b', 'a', 'c'])
  expect(all.map(approvalRate)).toEqual([0.25, null, 0.9])
})
