import { Component, type ReactNode } from 'react'
import { asAppError } from './ipc.ts'
import { ErrorState } from '../ui/States.tsx'

/** A screen that fails says so and can be drawn again; decisions are in main and not touched by it. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return <ErrorState error={asAppError(this.state.error)} onRetry={() => this.setState({ error: null })} />
  }
}
