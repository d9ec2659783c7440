<?php

// The demo's users, in one table.

declare(strict_types=1);

namespace Demo;

use Illuminate\Foundation\Auth\User as Authenticatable;
use Illuminate\Support\Facades\Schema;

final class User extends Authenticatable
{
    public $timestamps = false;
    protected $guarded = [];
    protected $table = 'users';

    public static function makeTable(): void
    {
        Schema::dropIfExists('users');
        Schema::create('users', static function ($table): void {
            $table->id();
            $table->string('name');
        });
    }
}
