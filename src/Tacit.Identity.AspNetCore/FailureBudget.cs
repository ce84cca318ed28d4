using System.Runtime.InteropServices;

namespace Tacit.Identity.AspNetCore;

/// <summary>How many forged plain forms are answered. Every budget comes back within a day, evenly.</summary>
/// <remarks>
/// A client has one, and all together share one, so that many addresses have no more guesses than a few. While guesses of others have used the shared one up, a
/// client that had shown a genuine plain form before still has a few failures of its own; there are places for so many such clients, so that the total stays bounded.
/// A guess is paid for before it is looked at, and given back where it was none: of many at once none is free.
/// </remarks>
internal sealed class FailureBudget(int ofAClient, int ofAll, TimeProvider time)
{
    /// <summary>Clients that have a way in while the shared budget is used up.</summary>
    public const int MostKnown = 1024;

    /// <summary>Failures of each of them, meanwhile.</summary>
    public const int OfAKnown = 16;

    private const int MostClients = 1 << 16;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Bucket> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Bucket Failures, long Seen)> _known = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();
    private Bucket _all;
    private long _swept;

    /// <summary>Who pays for a plain form that is looked at.</summary>
    public enum Payer
    {
        /// <summary>Nobody: it must not be looked at.</summary>
        None,

        /// <summary>The client and all.</summary>
        All,

        /// <summary>The client, which is known.</summary>
        Known,
    }

    /// <summary>Pays for one plain form.</summary>
    public Payer Take(string client)
    {
        lock (_lock)
        {
            var now = Milliseconds;
            var own = _clients.GetValueOrDefault(client).At(now, ofAClient);
            if (!own.HasRoom(ofAClient))
            {
                return Payer.None;
            }

            _all = _all.At(now, ofAll);
            var payer = _all.HasRoom(ofAll) ? Payer.All : Payer.None;
            if (payer == Payer.All)
            {
                _all = _all.Plus(1);
            }
            else if (_known.TryGetValue(client, out var known) && known.Failures.At(now, OfAKnown) is var failures && failures.HasRoom(OfAKnown))
            {
                payer = Payer.Known;
                _known[client] = (failures.Plus(1), now);
            }

            if (payer != Payer.None)
            {
                Remember(client, own.Plus(1), now);
            }

            return payer;
        }
    }

    /// <summary>Gives back what a plain form cost that was genuine. Its client is known from now on, where there is a place.</summary>
    public void GiveBack(string client, Payer payer)
    {
        lock (_lock)
        {
            var now = Milliseconds;
            if (_clients.TryGetValue(client, out var own))
            {
                own = own.Plus(-1);
                if (own.IsEmpty)
                {
                    _clients.Remove(client);
                }
                else
                {
                    _clients[client] = own;
                }
            }

            if (payer == Payer.All)
            {
                _all = _all.Plus(-1);
            }

            if (_known.Count >= MostKnown)
            {
                Sweep(now);
            }

            if (_known.TryGetValue(client, out var known))
            {
                _known[client] = (known.Failures.Plus(payer == Payer.Known ? -1 : 0), now);
            }
            else if (_known.Count < MostKnown)
            {
                _known[client] = (default, now);
            }
        }
    }

    private long Milliseconds => (long)time.GetElapsedTime(_start).TotalMilliseconds;

    // An entry costs the shared budget a failure, and can go once that has come back to its client: a flood has not more entries than that allows. What finds no place
    // all the same has the shared budget alone.
    private void Remember(string client, Bucket own, long now)
    {
        if (_clients.Count >= MostClients)
        {
            Sweep(now);
        }

        if (_clients.Count < MostClients || _clients.ContainsKey(client))
        {
            _clients[client] = own;
        }
    }

    private void Sweep(long now)
    {
        // A flood must not make every request go through the tables.
        if (now - _swept < 1000)
        {
            return;
        }

        _swept = now;
        foreach (var (client, bucket) in _clients)
        {
            if (bucket.At(now, ofAClient).IsEmpty)
            {
                _clients.Remove(client);
            }
        }

        // A service that was not there for a day gives up its place; its failures have come back.
        foreach (var (client, (_, seen)) in _known)
        {
            if (now - seen >= Bucket.Day)
            {
                _known.Remove(client);
            }
        }
    }

    /// <summary>What was spent of a budget that comes back within a day.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bucket(double Spent, long Time)
    {
        public const long Day = 86_400_000;

        public bool IsEmpty => Spent <= 0;

        public bool HasRoom(int most) => Spent + 1 <= most;

        public Bucket At(long now, int most) => new(Math.Max(0, Spent - ((now - Time) * (double)most / Day)), now);

        public Bucket Plus(int failures) => this with { Spent = Math.Max(0, Spent + failures) };
    }
}
