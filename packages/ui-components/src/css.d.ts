/** Style sheets that are imported as text. */
declare module '*.raw.css' {
  const text: string;
  export default text;
}
