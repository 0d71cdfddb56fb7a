// Their types would take the compiler half a minute, and nobody asks for them: the engine checks what they say.
declare module "*.rule.json" {
  const document: unknown;
  export default document;
}
