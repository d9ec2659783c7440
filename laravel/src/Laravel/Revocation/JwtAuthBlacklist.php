<?php

// The blacklist that tymon/jwt-auth left in Laravel's cache, for as long as its tokens are accepted.

declare(strict_types=1);

namespace Jwtcore\Laravel\Revocation;

use Illuminate\Contracts\Cache\Factory;
use Jwtcore\Claims;

/** Reads what jwt-auth wrote: an entry for each jti, under its tag where the store has tags. Writes nothing. */
final class JwtAuthBlacklist implements RevocationCheck
{
    private const TAG = 'tymon.jwt';

    public function __construct(private readonly Factory $cache)
    {
    }

    public function check(Claims $claims): Revocation
    {
        $jti = $claims->id();
        if ($jti === null) {
            return Revocation::NotRevocable;
        }
        try {
            $store = $this->cache->store();
            $store = $store->getStore() instanceof \Illuminate\Cache\TaggableStore ? $store->tags([self::TAG]) : $store;
            return $this->verdict($store->get($jti));
        } catch (\Throwable) {
            return Revocation::Unavailable;
        }
    }

    /** `forever`, or from when on the token is denied: jwt-auth's own grace. */
    private function verdict(mixed $entry): Revocation
    {
        return match (true) {
            $entry === null => Revocation::Allowed,
            is_array($entry) && isset($entry['valid_until']) && $entry['valid_until'] > time() => Revocation::Allowed,
            default => Revocation::Denied,
        };
    }
}
