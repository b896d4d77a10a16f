"""`python -m aksnet`: the command line of the checkout, where nothing is installed as a script."""

from aksnet.cli.main import main

if __name__ == "__main__":
    main()
