import helmet from "helmet";

const self = ["'self'"];
const none = ["'none'"];

/** Headers that let a browser run, load and frame nothing but the server's own pages. */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: self,
      imgSrc: [...self, "data:"],
      objectSrc: none,
      baseUri: none,
      formAction: self,
      frameAncestors: none,
    },
  },
  xFrameOptions: { action: "deny" },
  // The server itself speaks plain HTTP; whoever puts TLS before it decides on this header.
  strictTransportSecurity: false,
});
