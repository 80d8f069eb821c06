// `holdfast`: the program for people.
return 0;
