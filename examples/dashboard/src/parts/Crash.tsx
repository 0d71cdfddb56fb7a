import { Button } from "./Button";
import { Icon } from "./Icon";

/** What is shown when the page itself failed. */
export function Crash({ error }: { readonly error: unknown }) {
  return (
    <main role="alert" className="grid min-h-dvh place-content-center justify-items-center gap-1 p-6 text-center">
      <Icon name="warning" className="mb-1 size-5 text-warning" />
      <h1 className="font-semibold">This page failed</h1>
      <p className="max-w-prose break-words text-soft">
        {String(error)}. Check that the page and the server are of the same version, and reload.
      </p>
      <Button className="mt-3" onClick={() => window.location.reload()}>
        Reload the page
      </Button>
    </main>
  );
}
