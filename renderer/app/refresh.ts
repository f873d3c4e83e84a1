import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { IpcChannel } from '../../contract/ipc.ts'
import { listen } from './ipc.ts'

/** Reads that take a while are asked for again when the replica has changed, and not more often than every `everyMs`. */
export function useRefresh(channels: readonly IpcChannel[], everyMs: number): void {
  const client = useQueryClient()
  const names = channels.join(' ')
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = listen('replica.changed', () => {
      timer ??= setTimeout(() => {
        timer = undefined
        for (const channel of names.split(' ')) void client.invalidateQueries({ queryKey: [channel] })
      }, everyMs)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [client, names, everyMs])
}
