{{/* The seconds of `config.stopTimeout`, an ISO 8601 duration. Parts of a second count as none. */}}
{{- define "worker.stopSeconds" -}}
{{- $text := .Values.config.stopTimeout | default "PT25S" -}}
{{- $form := "^P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.][0-9]+)?S)?)?$" -}}
{{- if not (regexMatch $form $text) -}}
{{- fail (printf "config.stopTimeout: expected a duration of days, hours, minutes and seconds, like PT25S, got %s" $text) -}}
{{- end -}}
{{- $parts := splitList ":" (regexReplaceAll $form $text "${1}:${2}:${3}:${4}") -}}
{{- $days := index $parts 0 | default "0" | int -}}
{{- $hours := add (mul $days 24) (index $parts 1 | default "0" | int) -}}
{{- $minutes := add (mul $hours 60) (index $parts 2 | default "0" | int) -}}
{{- add (mul $minutes 60) (index $parts 3 | default "0" | int) -}}
{{- end }}

{{/* How long the pod may take to stop. Shorter than the worker needs, jobs would be cut off and wait for their locks to end. */}}
{{- define "worker.gracePeriod" -}}
{{- $needed := add (include "worker.stopSeconds" . | int) 10 -}}
{{- $given := .Values.terminationGracePeriodSeconds | default $needed | int -}}
{{- if lt $given ($needed | int) -}}
{{- fail (printf "terminationGracePeriodSeconds: expected at least %d, 10 more than config.stopTimeout, got %d" $needed $given) -}}
{{- end -}}
{{- $given -}}
{{- end }}

{{/* The limit of memory in megabytes. Empty without one, and in forms that are seldom written, like 1e9. */}}
{{- define "worker.limitMegabytes" -}}
{{- $limit := ((.Values.resources).limits).memory | default "" | toString -}}
{{- $units := dict "" 1 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- if regexMatch "^[0-9.]+(k|M|G|T|Ki|Mi|Gi|Ti)?$" $limit -}}
{{- $unit := regexFind "[A-Za-z]*$" $limit -}}
{{- divf (mulf (trimSuffix $unit $limit) (get $units $unit)) 1048576 | floor -}}
{{- end -}}
{{- end }}

{{/* The heap in megabytes: what is given, or half of the memory's limit. Empty without both. */}}
{{- define "worker.heap" -}}
{{- $limit := ((.Values.resources).limits).memory | default "" | toString -}}
{{- if .Values.heapMegabytes -}}
{{- .Values.heapMegabytes | int -}}
{{- else if regexMatch "^[0-9]+Mi$" $limit -}}
{{- div (trimSuffix "Mi" $limit | int) 2 -}}
{{- else if regexMatch "^[0-9]+Gi$" $limit -}}
{{- mul (trimSuffix "Gi" $limit | int) 512 -}}
{{- else if $limit -}}
{{- fail (printf "heapMegabytes: expected a number, because resources.limits.memory is not in Mi or Gi, got %s" $limit) -}}
{{- end -}}
{{- end }}

{{/* The port of an address, or that of its protocol. */}}
{{- define "worker.portOf" -}}
{{- $address := urlParse . -}}
{{- $port := regexFind ":[0-9]+$" $address.host | trimPrefix ":" -}}
{{- $usual := dict "http" "80" "https" "443" "grpc" "26500" "grpcs" "443" -}}
{{- $port | default (get $usual $address.scheme) | default "443" -}}
{{- end }}
