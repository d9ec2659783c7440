<?php

// There are no views.

return ['paths' => [], 'compiled' => storage_path('framework/views')];
