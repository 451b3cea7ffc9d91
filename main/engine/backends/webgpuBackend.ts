import './gradients.ts';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { registerCrossEntropyKernel } from './crossEntropyKernel.ts';
import { registerStatelessUniformKernel } from './statelessUniformKernel.ts';
import { registerWebgpuKernels } from './webgpuKernels.ts';

/** The graphics processor that computes, as its driver names it. */
export interface WebgpuAdapter {
  name: string;
  /** A program that imitates a graphics processor on the CPU: SwiftShader, llvmpipe, WARP. */
  software: boolean;
}

/** A number in the place of a name. */
const HEXADECIMAL = /^0x[0-9a-f]+$/i;

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i;

/** Dawn, Chromium's WebGPU, as `navigator.gpu` of this process. Dawn and tfjs find one another by globals, as in a browser. */
async function provideGpu(): Promise<GPU> {
  if (!navigator.gpu) {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
  }
  return navigator.gpu;
}

/** The graphics processor that WebGPU would compute on; `null` where there is none. */
export async function findWebgpuAdapter(): Promise<WebgpuAdapter | null> {
  const adapter = await (await provideGpu()).requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { vendor, architecture, device, description, isFallbackAdapter = false } = adapter.info;
  // Dawn's description is that of the driver (of an H100 under Linux “NVIDIA: 580.159.04 580.159.4.0”), its device the processor's own name.
  const own = device && !HEXADECIMAL.test(device) ? device : [vendor, architecture].filter(Boolean).join(' ');
  const name = [own, description].filter(Boolean).join(', ') || 'unknown';
  return { name, software: isFallbackAdapter || SOFTWARE.test([architecture, device, description].join(' ')) };
}

/** Makes the WebGPU backend the current one. Returns its version. */
export async function loadWebgpuBackend(): Promise<string> {
  if (!(await findWebgpuAdapter())) throw new Error('WebGPU finds no graphics processor');
  // Looks for `navigator.gpu` when it is loaded, and only then registers itself.
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  registerWebgpuKernels();
  registerCrossEntropyKernel('webgpu');
  registerStatelessUniformKernel('webgpu');
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs refused the WebGPU backend');
  await tf.ready();
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error('tfjs took another backend');
  watch(backend.device);
  const { version } = createRequire(import.meta.url)('@tensorflow/tfjs-backend-webgpu/package.json');
  return version;
}

/**
 * WebGPU tells of errors (out of memory, a driver that was reset) beside the computation, which goes on with wrong numbers. Here they
 * end the process, and with it the job.
 */
function watch(device: GPUDevice): void {
  const end = (message: string) => {
    setImmediate(() => {
      throw new Error(`WebGPU: ${message}`);
    });
  };
  device.onuncapturederror = ({ error }) => end(error.message);
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') end(`the device was lost: ${message}`);
  });
}
