import { assertNever, type AppError } from '../../contract/errors.ts'

interface Explanation {
  /** what happened, short */
  title: string
  /** what to do, beyond the error's own message */
  advice: string | null
}

const say = (title: string, advice: string | null = null): Explanation => ({ title, advice })

/** Every way in which something can fail, in words for the person in front of it. */
export function explain({ code, retry }: Pick<AppError, 'code' | 'retry'>): Explanation {
  switch (code) {
    case 'invalid_url':
      return say('This is not the address of a Supabase project', 'It looks like https://abcdefgh.supabase.co; it stands under Project settings → API.')
    case 'secret_key_refused':
      return say('This is a secret key')
    case 'invalid_key':
      return say('The server does not know this key', 'Copy the publishable key again from Project settings → API keys.')
    case 'unreachable':
      return say('Nobody answers at this address', 'Check the address and your network, then try again.')
    case 'not_connected':
      return say('No server is chosen yet', 'Connect first.')
    case 'invalid_credentials':
      return say('E-mail and password do not match', 'Check both. Without a password you can have a code sent by e-mail.')
    case 'invalid_code':
      return say('This code or link is wrong or too old')
    case 'weak_password':
      return say('The server does not take this password', 'Take a longer one, for example four words that do not belong together.')
    case 'already_registered':
      return say('There is an account with this address', 'Sign in instead; if the password is lost, have a new one set by e-mail.')
    case 'second_factor_needed':
      return say('The second factor is needed for this', 'Sign in again with the code of your authenticator app, then repeat it.')
    case 'not_offered':
      return say('This server does not offer that')
    case 'rate_limited':
      return say('Too many tries', 'Wait a minute, then try again.')
    case 'signed_out':
      return say('You are signed out', 'Sign in to go on.')
    case 'sign_in_needed':
      return say('The server wants you to sign in again', 'What you decided is kept and sent once you have.')
    case 'wrong_passphrase':
      return say('This passphrase does not open what is kept here', 'Nothing was changed; try again.')
    case 'weak_passphrase':
      return say('This passphrase is too easy to guess', 'Take a longer one, for example four words that do not belong together.')
    case 'key_store_unavailable':
      return say('This key store does not work on this computer', 'Choose another one below.')
    case 'unsent_decisions':
      return say('Some decisions have not been sent yet', 'They would be lost.')
    case 'already_decided':
      return say('Somebody else decided first', 'The text below is yours; copy what you need.')
    case 'superseded':
      return say('A newer revision had arrived', 'Look at the newer one; your text is kept here.')
    case 'content_changed':
      return say('The content was no longer what you saw', 'Look at it again; your text is kept here.')
    case 'not_found':
      return say('It is not there any more')
    case 'not_allowed':
      return say('Your role does not allow this', 'An owner or admin of the workspace can change that.')
    case 'not_member':
      return say('You are not a member of this workspace any more', 'Ask its owner to invite you again.')
    case 'earlier_stage_pending':
      return say('An earlier stage waits for an answer', 'Answer that checkpoint first.')
    case 'session_ended':
      return say('The session has ended')
    case 'effects_started':
      return say('It is too late to take this back', 'An agent has begun to act on the decision.')
    case 'feedback_required':
      return say('Words are missing', 'Say which changes you ask for.')
    case 'invalid_command':
      return say('The server did not understand this decision', 'This app may be older than the server; update it.')
    case 'command_id_reused':
      return say('The server knows another decision by this name')
    case 'server_needed':
      return say('This needs the server', 'Repeat it when you are online.')
    case 'last_owner':
      return say('A workspace keeps an owner', 'Make somebody else an owner first.')
    case 'already_member':
      return say('This person is a member already', 'Change their role in the list of members.')
    case 'already_invited':
      return say('This address is invited already', 'Revoke that invitation first to give another role.')
    case 'already_claimed':
      return say('Somebody else is on it', 'Take another one, or wait until their claim ends.')
    case 'others_depend':
      return say('Something else builds on this', 'Take that back first.')
    case 'network':
      return say('The network does not answer', 'Nothing is lost; it is tried again by itself.')
    case 'server':
      return say('The server has a problem', 'Nothing is lost; it is tried again by itself.')
    case 'schema_mismatch':
      return say('App and server do not fit together', 'Update the app, or ask the person who runs the server to apply its migrations.')
    case 'invalid_input':
      return say('This is not valid')
    case 'forbidden_sender':
      return say('The app refused a request that did not come from itself')
    case 'storage_full':
      return say('The disk is full', 'Free some space; until then nothing can be decided. Your text is still here.')
    case 'storage_read_only':
      return say('The disk cannot be written to', 'Until it can, nothing can be decided. Your text is still here.')
    case 'storage_corrupt':
      return say('What is kept on this computer is damaged', 'It was set aside, not deleted; the queue is fetched again.')
    case 'internal':
      return say('Something unexpected happened', retry ? null : 'If it happens again, restart the app: what was decided is kept.')
    default:
      return assertNever(code)
  }
}
