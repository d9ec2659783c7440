<?php

// The version of the package as it is installed, raised with every release. It is read anew in each request, so that a
// preloaded class of another release is found out.

return '0.1.0';
