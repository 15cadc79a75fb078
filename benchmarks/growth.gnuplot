# A panel for each figure of a group, over its cases: lines of group, case, figure and value.
count = words(figures)
columns = count < 3 ? count : 3
rows = (count + columns - 1) / columns
set terminal svg size 340 * columns, 260 * rows font "sans-serif,11" background "white"
set output output
set datafile separator "\t"
stats data using 2 nooutput
if (STATS_max > 50 * STATS_min) { set logscale x; set format x "10^{%T}" } else { set xtics 1 }
set xrange [STATS_min : STATS_max]
set format y "%g"
set grid
unset key
set multiplot layout rows, columns
do for [i = 1:count] {
  figure = word(figures, i)
  set title figure noenhanced
  set xlabel group
  lines = sprintf("< awk -F '\\t' -v f='%s' '$3 == f' %s", figure, data)
  stats lines using ($4 > 0 ? $4 : NaN) nooutput
  if (STATS_max > 50 * STATS_min) { set logscale y; set yrange [*:*] } else { unset logscale y; set yrange [0:*] }
  plot lines using 2:4 \
    with linespoints linewidth 2 pointtype 7 pointsize 0.6 linecolor rgb "#2a7ab8"
}
unset multiplot
