import type { ComponentProps } from "react";

const looks = {
  plain: "border-edge bg-surface text-ink hover:bg-hover",
  quiet: "border-transparent text-soft hover:bg-hover hover:text-ink",
  strong: "border-accent bg-accent text-on-accent hover:opacity-90",
} as const;

interface Props extends ComponentProps<"button"> {
  /** How much it asks to be pressed; `plain` by default. */
  readonly look?: keyof typeof looks;
}

/** A button 28 pixels high. */
export function Button({ look = "plain", className = "", ...rest }: Props) {
  const shape =
    "inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md border px-2 text-sm transition-colors disabled:pointer-events-none disabled:opacity-40";
  return <button type="button" className={`${shape} ${looks[look]} ${className}`} {...rest} />;
}
