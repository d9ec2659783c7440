<?php

// Passwords are not used.

return ['driver' => 'bcrypt'];
