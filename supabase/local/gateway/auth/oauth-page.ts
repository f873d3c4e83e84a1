export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** What stands in for the provider's own page: it says so, and asks for an address instead of a proof. */
export const providerPage = (state: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Development stack: in place of GitHub</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 26rem; margin: 12vh auto; padding: 0 1.5rem }
  form { display: grid; gap: .75rem }
  label { display: grid; gap: .25rem }
  input, button { font: inherit; padding: .5rem .75rem }
  p { border-inline-start: 3px solid; padding-inline-start: .75rem }
</style>
<h1>Sign in to Countersign</h1>
<p>This is the <strong>development stack</strong>. The page stands in for GitHub, and nobody checks who you are.</p>
<form method="post" action="oauth">
  <input type="hidden" name="state" value="${escapeHtml(state)}">
  <label>E-mail <input name="email" type="email" required autofocus></label>
  <label>Name <input name="name"></label>
  <button name="answer" value="allow">Sign in</button>
  <button name="answer" value="deny" formnovalidate>Refuse</button>
</form>
</html>
`
