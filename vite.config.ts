import { vitePlugin as remix } from '@remix-run/dev';
import { defineConfig } from 'vite';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

/** The pages. Built by bin/build-web.ts, which names the folder; served by api/remix.ts. */
export default defineConfig({
  plugins: [
    remix({
      appDirectory: 'web',
      buildDirectory: process.env['WEB_BUILD_DIR'] ?? 'build',
      // Without lazy route discovery: two questions at once could leave the older answer standing (2.17), and the
      // list of all routes costs 6 kB once instead of a request on each page.
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_singleFetch: true,
      },
    }),
  ],
  build: {
    cssMinify: 'esbuild',
    reportCompressedSize: false,
    // Else each icon is a file of its own: forty requests before the first page stands.
    rollupOptions: {
      output: { manualChunks: (id) => (id.includes('/lucide-react/') ? 'icons' : undefined) },
    },
  },
});
