import { z } from 'zod'
import type { TaskType } from './entities.ts'
import { taskParameters } from './task-parameters.ts'

/** A field of the form for a task type's parameters, read off the one definition that main and the database check by. */
export type FormField = { name: string; required: boolean } & (
  | { kind: 'text'; shortest: number; longest: number }
  | { kind: 'choice'; choices: readonly string[] }
  | { kind: 'list'; most: number; longest: number; preset: readonly string[] }
)

/** What a form holds: a text, a choice, or the lines of a list. */
export type FormValue = string | readonly string[]
export type FormValues = Readonly<Record<string, FormValue>>

/** The part of JSON Schema that the parameters use. */
const property = z.union([
  z.object({ type: z.literal('string'), enum: z.array(z.string()) }),
  z.object({ type: z.literal('string'), minLength: z.number().default(0), maxLength: z.number() }),
  z.object({ type: z.literal('array'), items: z.object({ type: z.literal('string'), maxLength: z.number() }), maxItems: z.number(), default: z.array(z.string()).default([]) }),
])
const objectSchema = z.object({ properties: z.record(z.string(), property), required: z.array(z.string()) })

function readFields(schema: z.ZodType): FormField[] {
  const { properties, required } = objectSchema.parse(z.toJSONSchema(schema, { io: 'input' }))
  return Object.entries(properties).map(([name, found]): FormField => {
    const common = { name, required: required.includes(name) }
    if (found.type === 'array') return { ...common, kind: 'list', most: found.maxItems, longest: found.items.maxLength, preset: found.default }
    if ('enum' in found) return { ...common, kind: 'choice', choices: found.enum }
    return { ...common, kind: 'text', shortest: found.minLength, longest: found.maxLength }
  })
}

const fields = new Map<TaskType, readonly FormField[]>()

/** In the order of the definition. */
export function formFields(type: TaskType): readonly FormField[] {
  const known = fields.get(type)
  if (known !== undefined) return known
  const read = readFields(taskParameters[type])
  fields.set(type, read)
  return read
}

/** What a new form begins with: presets, the first of each choice, and of `from` what has the right form. */
export function startValues(type: TaskType, from: Readonly<Record<string, unknown>> = {}): FormValues {
  return Object.fromEntries(formFields(type).map((field) => [field.name, startValue(field, from[field.name])]))
}

function startValue(field: FormField, given: unknown): FormValue {
  switch (field.kind) {
    case 'text':
      return typeof given === 'string' ? given : ''
    case 'choice':
      return typeof given === 'string' && field.choices.includes(given) ? given : (field.choices[0] ?? '')
    case 'list':
      return Array.isArray(given) && given.every((each) => typeof each === 'string') ? given : field.preset
  }
}

/** What the form makes of its values; an optional text that is empty is left out. */
export function parametersOf(type: TaskType, values: FormValues): Record<string, unknown> {
  return Object.fromEntries(
    formFields(type).flatMap((field) => {
      const value = values[field.name]
      return field.kind === 'text' && !field.required && value === '' ? [] : [[field.name, value]]
    }),
  )
}

/** Field → what is wrong with it, in words; empty: the server takes it. */
export function formProblems(type: TaskType, values: FormValues): Record<string, string> {
  const issues = taskParameters[type].safeParse(parametersOf(type, values)).error?.issues ?? []
  const named = new Map(formFields(type).map((field) => [field.name, field]))
  return Object.fromEntries(
    issues.toReversed().flatMap(({ path }) => {
      const field = named.get(String(path[0]))
      return field === undefined ? [] : [[field.name, advice(field, values[field.name])]]
    }),
  )
}

function advice(field: FormField, value: FormValue | undefined): string {
  switch (field.kind) {
    case 'text':
      return value === '' || value === undefined ? 'This is needed.' : `At most ${field.longest} characters.`
    case 'choice':
      return 'Choose one of these.'
    case 'list':
      return value !== undefined && value.length > field.most ? `At most ${field.most} lines.` : `Each line has 1 to ${field.longest} characters.`
  }
}
