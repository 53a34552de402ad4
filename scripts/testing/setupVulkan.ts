import { findBrowser } from '../editor/findBrowser';
import { Failure } from '../support/failure';
import { findOnPath, run } from '../support/run';
import { timed } from '../support/say';

async function hasLoader(): Promise<boolean> {
  const { code, output } = await run(findOnPath('ldconfig') ?? '/sbin/ldconfig', ['-p'], {
    output: 'capture',
  });
  return code === 0 && output.includes('libvulkan.so.1');
}

async function installLoader(): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { output: 'capture', environment } as const;
  await run('apt-get', ['update', '-qq'], quiet);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libvulkan1'], quiet);
}

/**
 * What the tests of WebGPU need on Linux: Chromium, which brings SwiftShader (a Vulkan driver that needs no graphics
 * card), and the Vulkan loader. Elsewhere the system has a driver of its own.
 * @throws Failure with the command to type if it is not there and cannot be installed.
 */
export async function setupVulkan(): Promise<void> {
  if (process.platform !== 'linux') return;
  await findBrowser();
  if (await hasLoader()) return;
  if (process.getuid?.() === 0 && findOnPath('apt-get') !== undefined) {
    await timed('Installing the Vulkan loader with apt', installLoader);
    if (await hasLoader()) return;
  }
  throw new Failure(
    'Could not prepare the tests of WebGPU: because the Vulkan loader (libvulkan.so.1) is not installed. ' +
      'Type `sudo apt-get install libvulkan1` (Debian) or `sudo dnf install vulkan-loader` (Fedora), and run the command again.',
  );
}
