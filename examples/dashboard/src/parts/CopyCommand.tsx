import { useEffect, useState } from "react";
import { Button } from "./Button";
import { Icon } from "./Icon";

const says = { ready: "Copy", copied: "Copied", refused: "Select the text to copy it" } as const;

/** A command to type in a terminal, with a button that copies it. */
export function CopyCommand({ command }: { readonly command: string }) {
  const [state, setState] = useState<keyof typeof says>("ready");

  useEffect(() => {
    if (state === "ready") return;
    const timer = setTimeout(() => setState("ready"), 2000);
    return () => clearTimeout(timer);
  }, [state]);

  // Absent where the page does not come from this machine or over HTTPS.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  const copy = () =>
    clipboard?.writeText(command).then(
      () => setState("copied"),
      () => setState("refused"),
    ) ?? setState("refused");

  return (
    <div className="flex max-w-full items-center gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
      <code className="min-w-0 flex-1 select-all break-words text-left font-mono text-sm">{command}</code>
      <Button look="plain" onClick={copy}>
        <Icon name={state === "copied" ? "check" : "copy"} className="size-3.5" />
        <span aria-live="polite">{says[state]}</span>
      </Button>
    </div>
  );
}
