{{- define "worker.volumes" -}}
{{- if .Values.config }}
- name: config
  configMap:
    name: {{ include "worker.fullname" . }}
{{- end }}
{{- with .Values.gateway.tls.existingSecret }}
- name: tls
  secret:
    secretName: {{ . }}
{{- end }}
{{- if .Values.secrets.files.existingSecret }}
- name: secrets
  secret:
    secretName: {{ .Values.secrets.files.existingSecret }}
{{- else if include "worker.secretProviderClass" . }}
- name: secrets
  csi:
    driver: secrets-store.csi.k8s.io
    readOnly: true
    volumeAttributes:
      secretProviderClass: {{ include "worker.secretProviderClass" . }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "worker.volumeMounts" -}}
{{- if .Values.config }}
- name: config
  mountPath: /etc/dynamodb-worker/config
  readOnly: true
{{- end }}
{{- if .Values.gateway.tls.existingSecret }}
- name: tls
  mountPath: /etc/dynamodb-worker/tls
  readOnly: true
{{- end }}
{{- if or .Values.secrets.files.existingSecret (include "worker.secretProviderClass" .) }}
- name: secrets
  mountPath: /etc/dynamodb-worker/secrets
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}
