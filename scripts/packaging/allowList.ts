/** Where vsce and npm agree on names: `linux-x64`, `win32-arm64`, `darwin-arm64`. */
export const packageTarget = `${process.platform}-${process.arch}`;

const runtimeOfPlatform = `bin/napi-v6/${process.platform}/${process.arch}`;

/** Files and folders of the repository that go into the package as they are. */
export const copiedPaths: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'docs/images',
  'examples',
  'media',
  'models/starter',
];

/** What esbuild makes for the package. */
export const bundledFiles: readonly string[] = [
  'client/out/extension.cjs',
  'server/out/main.cjs',
  'server/out/inferenceProcess.cjs',
  'server/out/cli.cjs',
];

/**
 * Packages that cannot be bundled, since they find their native library beside themselves, with what they need at
 * run time: this platform's library only.
 */
export const nativePackages: readonly { readonly name: string; readonly paths: readonly string[] }[] = [
  { name: 'onnxruntime-node', paths: ['package.json', 'README.md', 'dist', runtimeOfPlatform] },
  { name: 'onnxruntime-common', paths: ['package.json', 'README.md', 'dist/cjs'] },
];

/** Where a package that is not bundled lies, beside the bundle that requires it. */
export const nativePackagesFolder = 'server/out/node_modules';

/** Made for the package: the cleaned manifest, and the licences of what is bundled. */
export const writtenFiles: readonly string[] = ['package.json', 'ThirdPartyNotices.txt'];

/** Left out wherever they lie: types and source maps that nothing reads at run time. */
export function isLeftOut(path: string): boolean {
  return /\.(map|d\.ts|d\.cts|d\.mts)$/.test(path);
}

/** True if a file may be in the package; `path` is relative to the root of the extension, with slashes. */
export function isAllowed(path: string): boolean {
  if (isLeftOut(path)) return false;
  const allowed = [
    ...copiedPaths,
    ...bundledFiles,
    ...writtenFiles,
    ...nativePackages.flatMap(({ name, paths }) =>
      paths.map((part) => `${nativePackagesFolder}/${name}/${part}`),
    ),
  ];
  return allowed.some((entry) => path === entry || path.startsWith(`${entry}/`));
}
