// Plain JavaScript, because it must run on whatever Node is there: says how to get the right one.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `This runs on Node ${process.versions.node}, and needs Node 24, which comes with the npm package "node" (its install script fetches it from the npm registry).\n` +
      'It did not get installed. Mend it with:\n' +
      '  npm rebuild node      (or: rm -rf node_modules && npm ci)\n' +
      'and start again with npm (npm start, npm test), which puts node_modules/.bin first on the PATH.\n' +
      'If npm says that install scripts are not allowed, run: npm approve-scripts node esbuild workerd',
  )
  process.exit(1)
}
