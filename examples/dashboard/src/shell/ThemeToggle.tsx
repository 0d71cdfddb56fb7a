import { Icon } from "../parts/Icon";
import { chooseTheme, useTheme } from "./theme";

/** Switches between the light and the dark theme. */
export function ThemeToggle({ className = "" }: { readonly className?: string }) {
  const other = useTheme() === "dark" ? "light" : "dark";
  const label = `Switch to ${other} theme`;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(other)}
      className={`grid size-8 place-items-center rounded-md text-soft transition-colors hover:bg-hover hover:text-ink ${className}`}
    >
      <Icon name={other === "dark" ? "moon" : "sun"} />
    </button>
  );
}
