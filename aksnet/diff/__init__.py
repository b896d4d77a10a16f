"""What a change of settings does to what is deployed: old state against new plan, in the words of networks."""
