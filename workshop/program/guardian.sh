# Outlives the workshop, even its kill -9, and ends what it left. Standard input is a pipe from the workshop: a line names a process
# group to watch (`+ 4242`) or to forget (`- 4242`); the end of the pipe is the end of the workshop.
# $1: the mark that each watched process carries in its environment. $2: the temporary folder to remove.
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="${groups%% $group *} ${groups#* $group }" ;;
  esac
done

for group in $groups; do kill -9 "-$group" 2>/dev/null; done

# What left its group, or was being started when the workshop was killed, still carries the mark, or works in the folder: nginx writes its
# title over its environment. Linux tells. Again until none is found three times: one of them may have been starting another, and before
# it runs its own program it carries no mark.
tries=50
none=0
while [ $tries -gt 0 ] && [ $none -lt 3 ]; do
  left=$(
    grep -lsF "EVERY_CORE_RUN=$1" /proc/[0-9]*/environ | cut -d/ -f3
    ls -l /proc/[0-9]*/cwd 2>/dev/null | awk -v link="-> $2/" 'index($0, link) && match($0, "/proc/[0-9]+") { print substr($0, RSTART + 6, RLENGTH - 6) }'
  )
  if [ -n "$left" ]; then
    none=0
    kill -9 $left 2>/dev/null
  else
    none=$((none + 1))
    sleep 0.1
  fi
  tries=$((tries - 1))
done
rm -rf "$2"
