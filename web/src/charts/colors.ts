// Colors of the charts, as the theme has them now.

export interface Colors { ink: string; quiet: string; grid: string; ground: string; good: string; bad: string; accent: string; series: string[] }

const SERIES = 6;

/** How much larger the page's letters are than on a usual screen: charts grow with them. */
export function zoom(): number {
  return parseFloat(getComputedStyle(document.body).fontSize) / 15;
}

export function colors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: color('ink'), quiet: color('quiet'), grid: color('line'), ground: color('ground'),
    good: color('good'), bad: color('bad'), accent: color('accent'),
    series: Array.from({ length: SERIES }, (_, i) => color(`series-${i + 1}`)),
  };
}
