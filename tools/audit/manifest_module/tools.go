//go:build tools

// Package tools keeps the scanners of manifests among the required modules; `make audit` builds them from here.
package tools

import (
	_ "github.com/yannh/kubeconform/cmd/kubeconform"
	_ "github.com/zegl/kube-score/cmd/kube-score"
)
