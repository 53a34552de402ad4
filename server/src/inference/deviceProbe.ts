/** Width of the square matrix that the probe multiplies by itself. */
export const deviceProbeSize = 256;

/** An ONNX graph without weights: input A [n, n], output Y = A·A·A·A·A, 0.13 GFLOP at n = 256. */
const graph =
  'CAg6hwEKEgoBQQoBQRICdDAiBk1hdE11bAoTCgJ0MAoBQRICdDEiBk1hdE11bAoTCgJ0MQoBQRICdDIiBk1hdE11bAoSCgJ0MgoBQRIBWSIGTWF0TXVsEgVwcm9iZVoVCgFBEhAKDggBEgoKAxIBbgoDEgFuYhUKAVkSEAoOCAESCgoDEgFuCgMSAW5CBAoAEBE=';

/** Bytes of the graph that measures whether a device is more than a software adapter. */
export function deviceProbeGraph(): Uint8Array {
  return Uint8Array.from(atob(graph), (character) => character.charCodeAt(0));
}
