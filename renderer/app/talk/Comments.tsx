import { useQuery } from '@tanstack/react-query'
import { Clock, MessageSquare } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { TalkTarget } from '../../../contract/conversation.ts'
import type { ShownComment } from '../../../contract/sessions.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { focusReading } from '../../ui/focus-reading.ts'
import { RelativeTime } from '../../ui/RelativeTime.tsx'
import { ErrorNotice } from '../../ui/States.tsx'
import { asAppError } from '../ipc.ts'
import { useActions } from '../keyboard/layers.ts'
import { useHints } from '../keyboard/keymap.ts'
import { queries } from '../queries.ts'
import { CommentBody } from './CommentBody.tsx'
import { Composer } from './Composer.tsx'
import { useTypedAhead } from './typed-ahead.ts'
import './talk.css'

interface CommentsProps {
  target: TalkTarget
  me: string
  /** one wants to write already */
  begins?: boolean
}

/** What colleagues say to each other about an item or a session. The agent does not see it. */
export function Comments({ target, me, begins = false }: CommentsProps) {
  const { data: talk, error, refetch } = useQuery(queries.conversation(target))
  const [writing, setWriting] = useState(begins)
  const ahead = useTypedAhead(writing && talk === undefined && error === null, () => setWriting(false))
  const section = useRef<HTMLElement>(null)
  const hints = useHints()
  const mayWrite = talk !== undefined && talk !== null && talk.role !== null && talk.role !== 'viewer'
  useActions({ 'read.comment': mayWrite || talk === undefined ? () => setWriting(true) : null })
  const shown = writing && mayWrite
  useEffect(() => {
    if (shown) section.current?.scrollIntoView({ block: 'nearest' })
  }, [shown])

  const close = () => {
    // Whoever has gone elsewhere while it was sent stays there.
    if (section.current?.contains(document.activeElement)) focusReading(section.current)
    setWriting(false)
    ahead.forget()
  }

  if (error !== null && !talk) {
    return (
      <section className="talk" aria-label="Comments" data-testid="comments">
        <h2>The comments could not be read</h2>
        <ErrorNotice error={asAppError(error)} />
        <p>
          <Button size="small" action="app.retry" onClick={() => void refetch()}>
            Try again
          </Button>
        </p>
      </section>
    )
  }
  if (!talk) return null
  const { comments, draft, names, workspace_id } = talk
  return (
    <section className="talk" aria-label="Comments" ref={section} data-testid="comments">
      {comments.length > 0 && (
        <h2>
          Comments <span className="tabular">{comments.length}</span>
        </h2>
      )}
      {comments.length > 0 && (
        <ol className="comments">
          {comments.map((comment) => (
            <Comment key={comment.id} comment={comment} name={nameOf(comment, names, me)} me={me} />
          ))}
        </ol>
      )}
      {shown ? (
        <Composer target={target} workspaceId={workspace_id} draft={draft} typed={ahead.text} onClose={close} />
      ) : (
        mayWrite && (
          <Button look="quiet" size="small" hint={hints('read.comment')} data-testid="comment-open" onClick={() => setWriting(true)}>
            <MessageSquare size={14} aria-hidden /> {draft === '' ? 'Comment for colleagues' : 'Go on with your comment'}
          </Button>
        )
      )}
    </section>
  )
}

const nameOf = ({ author_user_id }: ShownComment, names: Record<string, string>, me: string): string =>
  author_user_id === me ? 'You' : author_user_id === null ? 'A former member' : (names[author_user_id] ?? 'A former member')

function Comment({ comment, name, me }: { comment: ShownComment; name: string; me: string }) {
  const { body, created_at, edited_at, local } = comment
  return (
    <li className="comment" data-testid="comment">
      <p className="comment-head">
        <strong dir="auto">{name}</strong>
        <RelativeTime at={created_at} sentence />
        {edited_at !== null && <span>edited</span>}
        {local !== null && (
          <Badge tone="wait" title="The server does not have it yet">
            <Clock size={11} aria-hidden /> {local.state === 'conflict' || local.state === 'refused' ? 'refused' : 'unsent'}
          </Badge>
        )}
      </p>
      <CommentBody body={body} me={me} />
    </li>
  )
}
