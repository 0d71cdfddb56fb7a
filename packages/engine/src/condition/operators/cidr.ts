import ipaddr from "ipaddr.js";
import { defineOperator } from "../../operator.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [address: Address, bits: number];

/** An address in its usual notation, IPv4-mapped ones as IPv4; null for everything else, such as `10.1` or `010.0.0.1`. */
function parseAddress(text: string): Address | null {
  if (text.includes(":")) return ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : null;
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : null;
}

/** `10.0.0.0/8`; an address alone is a network of one. */
function parseNetwork(text: string): Network | null {
  const [head = "", bits, ...rest] = text.split("/");
  const parsed = head.includes(":") && ipaddr.IPv6.isValid(head) ? ipaddr.IPv6.parse(head) : parseAddress(head);
  if (!parsed || rest.length > 0) return null;
  const size = parsed.kind() === "ipv4" ? 32 : 128;
  const length = bits === undefined ? size : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (length < 0 || length > size) return null;
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress()) {
    return length < 96 ? null : [parsed.toIPv4Address(), length - 96];
  }
  return [parsed, length];
}

const isWithin = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match([network, bits] as [Address, number]);

/** Rules ask for the same address of an event again and again. */
let last: { readonly text: string; readonly address: Address | null } = { text: "", address: null };

function addressOf(text: string): Address | null {
  if (last.text !== text) last = { text, address: parseAddress(text) };
  return last.address;
}

const refuse = (fault: string) => ({ argument: 1, rule: "invalid-network", fault });

/** How many networks one place may list. */
const maximumNetworks = 1000;

/** Whether an address, as text, lies in a network, or in one of a list: IPv4 and IPv6. */
export const cidr = defineOperator({
  name: "cidr",
  takes: [2, 2],
  evaluate: () => false,
  prepare: ([, written]) => {
    const texts: readonly unknown[] = Array.isArray(written) ? written : [written];
    if (texts.length === 0 || texts.length > maximumNetworks || !texts.every((text) => typeof text === "string")) {
      return refuse(
        `"cidr" takes a network that is written out, or a list of 1 to ${maximumNetworks}; write "10.0.0.0/8" or ["10.0.0.0/8", "fc00::/7"]`,
      );
    }
    const networks: Network[] = [];
    for (const text of texts) {
      const network = parseNetwork(text);
      if (!network) return refuse(`${JSON.stringify(text)} is no network; write it as "10.0.0.0/8" or "2001:db8::/32"`);
      networks.push(network);
    }
    return (value: unknown) => {
      const address = typeof value === "string" ? addressOf(value) : null;
      return address !== null && networks.some((network) => isWithin(address, network));
    };
  },
  phrase: "is in network",
});
