using Microsoft.Extensions.Time.Testing;
using Tacit.Identity.AspNetCore;
using Payer = Tacit.Identity.AspNetCore.FailureBudget.Payer;

namespace Tacit.Identity.Web.Tests;

/// <summary>Guesses at plain forms are bounded, whoever makes them and from how many addresses, and nobody is locked out for ever by those of others.</summary>
public sealed class FailureBudgetTests
{
    private const int OfAClient = 100;
    private const int OfAll = 400;
    private readonly FakeTimeProvider _time = new();
    private readonly FailureBudget _budget;

    public FailureBudgetTests() => _budget = new(OfAClient, OfAll, _time);

    [Fact]
    public void A_client_has_its_budget_and_gets_it_back_within_a_day()
    {
        Assert.Equal(OfAClient, Guesses("one", 1000));
        Assert.Equal(OfAClient, Guesses("two", 1000));
        _time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(OfAClient / 2, Guesses("one", 1000));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(OfAClient, Guesses("one", 1000));
    }

    [Fact]
    public void All_networks_together_have_no_more_guesses_than_one_budget()
    {
        // As whoever has 2¹⁶ networks of IPv6, over a day.
        var guesses = 0;
        for (var hour = 0; hour < 24; hour++)
        {
            guesses += Enumerable.Range(0, 1 << 12).Sum(i => Guesses($"{hour}-{i}", 1));
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.InRange(guesses, OfAll, 2 * OfAll);
    }

    [Fact]
    public void One_guess_from_each_of_many_networks_locks_no_new_client_out_for_ever()
    {
        for (var i = 0; i < 1 << 17; i++)
        {
            Guesses($"network-{i}", 1);
        }

        Assert.Equal(Payer.None, _budget.Take("new"));
        _time.Advance(TimeSpan.FromDays(1) / OfAll * 1.01);
        Assert.Equal(Payer.All, Open("new"));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(OfAClient, Guesses("newer", 1000));
    }

    [Fact]
    public void A_client_that_had_shown_a_genuine_form_is_served_while_others_guess()
    {
        Open("service");
        Spend();
        Assert.Equal(Payer.None, _budget.Take("stranger"));
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(Payer.Known, Open("service"));
        }

        // Its own failures are few, so that to be known is no way to guess.
        Assert.Equal(FailureBudget.OfAKnown, Guesses("service", 1000));
        Assert.Equal(Payer.None, _budget.Take("service"));
    }

    [Fact]
    public void One_genuine_form_shown_from_many_networks_is_no_way_to_more_guesses()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Open($"network-{i}");
        }

        Spend();
        Assert.Equal(FailureBudget.MostKnown * FailureBudget.OfAKnown, Enumerable.Range(0, 10_000).Sum(i => Guesses($"network-{i}", 50)));

        // Places of those that are gone become free.
        _time.Advance(TimeSpan.FromDays(2));
        Open("service");
        Spend();
        Assert.Equal(Payer.Known, Open("service"));
    }

    [Fact]
    public void Of_guesses_at_once_none_is_free()
    {
        var guesses = 0;
        Parallel.For(0, 10_000, i => Interlocked.Add(ref guesses, Guesses($"network-{i % 50}", 1)));
        Assert.Equal(OfAll, guesses);
    }

    private void Spend() => Assert.Equal(OfAll, Enumerable.Range(0, 1 << 10).Sum(i => Guesses($"spends-{i}", 1)));

    private Payer Open(string client)
    {
        var payer = _budget.Take(client);
        if (payer != Payer.None)
        {
            _budget.GiveBack(client, payer);
        }

        return payer;
    }

    private int Guesses(string client, int tries) => Enumerable.Range(0, tries).Count(_ => _budget.Take(client) != Payer.None);
}
