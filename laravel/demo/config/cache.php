<?php

// Nothing is cached beyond a request.

return ['default' => 'array', 'stores' => ['array' => ['driver' => 'array']], 'prefix' => 'demo'];
