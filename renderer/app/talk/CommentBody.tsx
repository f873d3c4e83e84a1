import { commentParts } from '../../../contract/mentions.ts'

/** A comment's words: text as it was typed, and who was meant. Nothing in it is markup. */
export function CommentBody({ body, me }: { body: string; me: string }) {
  return (
    <p className="comment-body" dir="auto">
      {commentParts(body).map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <span key={index} className="mention" data-me={part.user_id === me || undefined} title={part.user_id === me ? 'You' : undefined}>
            @{part.name}
          </span>
        ),
      )}
    </p>
  )
}
