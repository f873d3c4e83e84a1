import { expect, test } from 'vitest'
import { Database } from '../../../electron/store/driver.ts'

test('one text, read for its first row and for all of them in any order, answers to its own parameters', () => {
  const db = new Database(':memory:', null)
  db.exec(`create table t (k integer primary key, id text unique); insert into t values (1, 'a'), (2, 'b'), (3, 'c')`)
  const sql = 'select k from t where id = ?'
  const ways = [
    (id: string) => db.row(sql, [id])?.[0],
    (id: string) => db.rows(sql, [id])[0]?.[0],
    (id: string) => db.get<{ k: number }>(sql, [id])?.k,
    (id: string) => db.column<number>(sql, [id])[0],
    (id: string) => db.value<number>(sql, [id]),
  ]
  const keys = { a: 1, b: 2, c: 3, none: undefined }
  for (const before of ways) {
    for (const after of ways) {
      for (const [first, second] of [['a', 'b'], ['none', 'c'], ['c', 'none'], ['b', 'a']] as const) {
        expect([before(first), after(second)]).toEqual([keys[first], keys[second]])
      }
    }
  }
  db.close()
})
