// Pulumi's runner compiles a pack in TypeScript by itself, which takes seconds and does not know imports that end in
// .ts. What is JavaScript it leaves alone, and Node strips the types of the rest.
import "./index.ts";
