import { AppError } from '../../../contract/errors.ts'
import type { CommandFate } from '../../../contract/outbox.ts'
import type { OutboxStatus } from '../../../contract/status.ts'
import { announce } from '../../app/announce.ts'
import { invoke } from '../../app/ipc.ts'
import type { Stage } from './stage.ts'

const mostAtOnce = 200
const isOpen = (state: CommandFate['state']): boolean => state === 'held' || state === 'unsent' || state === 'sending'

/** Learns from the outbox what became of the latest decisions. */
export class Settling {
  #due = false
  #running = false
  readonly #stage: Stage
  /** the index is asked for anew */
  readonly #onBack: () => void

  constructor(stage: Stage, onBack: () => void) {
    this.#stage = stage
    this.#onBack = onBack
  }

  outboxChanged(status: OutboxStatus): void {
    if (status.storage !== this.#stage.storage) {
      this.#stage.storage = status.storage
      this.#stage.emit()
    }
    this.look()
  }

  look(): void {
    this.#due = true
    if (!this.#running) void this.#settle()
  }

  async #settle(): Promise<void> {
    const { history } = this.#stage
    this.#running = true
    while (this.#due) {
      this.#due = false
      const command_ids = history.unsettled().slice(0, mostAtOnce)
      if (command_ids.length === 0) continue
      const fates = await invoke('outbox.fates', { command_ids }).catch(() => [])
      for (const fate of fates) {
        this.#decided(fate)
        this.#reopened(fate)
      }
      this.#stage.emit()
      // While decisions follow each other, now and then is enough.
      await new Promise((resolve) => setTimeout(resolve, 700))
    }
    this.#running = false
  }

  #decided({ command_id, state, error }: CommandFate): void {
    const { history, buffer } = this.#stage
    const record = history.find(command_id)
    if (record === null || (record.state !== 'saved' && record.state !== 'sending') || isOpen(state)) return
    buffer.forget(record.command.target_id)
    if (state === 'sent') return history.change(record, 'sent')
    // What is taken back is told as such: what is gone came back, and was let go of at once.
    const refusal = new AppError('not_allowed', state === 'gone' ? 'It came back, and you have let it go.' : (error?.message ?? 'The server refused it.'))
    history.change(record, 'failed', refusal)
    announce(`Not kept: ${record.loaded.detail.item.title}. ${refusal.message}`)
    this.#stage.waitsAgain(record)
    this.#onBack()
  }

  #reopened({ command_id, state, error }: CommandFate): void {
    const { history, flash } = this.#stage
    const record = history.reopened(command_id)
    if (record === null || isOpen(state)) return
    if (state === 'sent') return history.settleReopening(command_id, 'undone')
    this.#stage.stands(command_id)
    if (state !== 'gone') flash.say(`Not reopened: ${record.loaded.detail.item.title}. ${error?.message ?? 'The server refused it.'} Your decision stands.`)
  }
}
