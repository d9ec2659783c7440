<?php

// What a request costs that does nothing: the floor that the others are measured above.

header('Content-Type: text/plain');
echo 'ok';
