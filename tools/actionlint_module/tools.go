//go:build tools

// Package tools keeps actionlint among the required modules; `make lint` builds it from here.
package tools

import _ "github.com/rhysd/actionlint"
