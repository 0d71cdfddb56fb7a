import { ApiError } from "../api/problem";
import { Button } from "./Button";
import { Icon } from "./Icon";

interface Props {
  /** What is missing: `Findings could not be loaded`. */
  readonly title: string;
  readonly error: Error;
  /** Whether it is being tried again at this moment. */
  readonly trying: boolean;
  readonly onRetry: () => void;
}

/** Says what could not be shown and why, in the place where it would be. */
export function ErrorPanel({ title, error, trying, onRetry }: Props) {
  return (
    <div role="alert" className="flex flex-col items-center justify-center gap-1 px-6 py-14 text-center">
      <Icon name="warning" className="mb-1 size-5 text-warning" />
      <p className="font-semibold">{title}</p>
      <p className="max-w-prose break-words text-soft">
        {error instanceof ApiError && `${error.title}. `}
        {error.message}
      </p>
      <Button className="mt-3" onClick={onRetry} disabled={trying}>
        <Icon name="refresh" className="size-3.5" />
        {trying ? "Trying" : "Try again"}
      </Button>
    </div>
  );
}
