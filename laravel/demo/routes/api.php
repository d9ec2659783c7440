<?php

// One protected route, and what the tests need beside it.

declare(strict_types=1);

use Illuminate\Auth\Middleware\Authenticate;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;
use Jwtcore\Laravel\RequestState;

// What an application's own kernel does.
Route::aliasMiddleware('auth', Authenticate::class);

Route::get('/api/me', static fn (Request $request) => [
    'user_id' => $request->input('user_id'),
    'name' => Demo\User::find($request->input('user_id'))?->name,
])->middleware('jwt');

Route::match(['get', 'post'], '/api/claims', static fn (Request $request) => [
    'input' => $request->all(),
    'query' => $request->query(),
    'sub' => RequestState::claims($request)?->subject(),
])->middleware('jwt');

Route::get('/api/guarded', static fn (Request $request) => ['id' => $request->user()->getAuthIdentifier()])
    ->middleware('auth:jwt');
Route::get('/api/plain', static fn (Request $request) => ['id' => auth('plain')->id()])->middleware('auth:plain');
Route::get('/api/other', static fn () => ['ok' => true])->middleware('jwt:other');
Route::get('/api/orders', static fn () => ['ok' => true])->middleware(['jwt', 'jwt.scope:orders.read,orders.list']);
Route::get('/api/any', static fn () => ['ok' => true])->middleware(['jwt', 'jwt.scopeAny:orders.read,admin']);
