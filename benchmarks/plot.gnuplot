# A bar for each contestant of a group; the scale is logarithmic.
set terminal svg size 900,420 font "sans-serif,11" background "white"
set output output
set title title
set style fill solid 0.8
set boxwidth 0.7
set logscale y
set yrange [*:*]
set grid ytics
set xtics rotate by -35 noenhanced
set bmargin 10
unset key
plot data using 0:2:xtic(1) with boxes linecolor rgb "#2a7ab8", \
  data using 0:2:(sprintf("%.3g", $2)) with labels offset 0,0.7
