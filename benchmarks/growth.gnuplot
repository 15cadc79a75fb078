# Each column of a table against its first one.
set terminal svg size 900,520 font "sans-serif,11" background "white"
set output output
set datafile separator "\t"
set title title
set xlabel x
set logscale xy
set grid
set key outside below
stats data skip 1 nooutput
plot for [column = 2:STATS_columns] data using 1:column with linespoints linewidth 2 title columnheader(column)
