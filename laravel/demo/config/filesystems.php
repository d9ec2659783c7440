<?php

// The state's folder.

return ['default' => 'local', 'disks' => ['local' => ['driver' => 'local', 'root' => storage_path()]]];
