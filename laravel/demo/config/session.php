<?php

// There are no sessions.

return ['driver' => 'array', 'lifetime' => 120, 'cookie' => 'demo', 'path' => '/', 'lottery' => [0, 100], 'expire_on_close' => false];
