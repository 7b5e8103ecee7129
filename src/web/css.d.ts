declare module '*.css' { const text: string; export default text; }

declare module 'katex-styles' {
  const styles: string;
  export default styles;
}
